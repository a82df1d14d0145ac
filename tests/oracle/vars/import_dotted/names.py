NAME = 'dotted'

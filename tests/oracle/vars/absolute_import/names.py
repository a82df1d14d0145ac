NAME = 'abs'

NAME = 'as'

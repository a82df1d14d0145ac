A = 'a'
B = 'b'
_C = 'c'

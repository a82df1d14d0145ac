# What decimal counts with at present: no more than one context; none stands for the default one.
# dbtplan: anew for each component

HERE = []

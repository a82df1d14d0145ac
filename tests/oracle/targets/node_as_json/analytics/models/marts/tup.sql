{{ config(meta={'t': (1, 2), 'n': {3: 4, true: 1}}) }} select 1

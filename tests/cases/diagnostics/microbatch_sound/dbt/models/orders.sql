{{ config(materialized='incremental', incremental_strategy='microbatch',
          event_time='ts', begin='2024-01-01', batch_size='day') }}
select timestamp '2024-01-05' as ts

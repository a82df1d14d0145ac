{{ config(materialized='incremental', incremental_strategy='microbatch',
          event_time='ts', begin='2024-02-01', batch_size='month') }}
select timestamp '2024-01-05' as ts

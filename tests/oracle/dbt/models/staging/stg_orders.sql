select 1 as order_id, date '2023-01-01' as order_date

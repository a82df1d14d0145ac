{{- config(
    materialized='incremental',
    unique_key='order_date',
    tags=['daily'],
    meta={'dagster': {'group': 'reports', 'owners': ['team:data']}},
) -}}
select order_date, count(*) as orders from {{ ref('int_order_days') }}
{% if is_incremental() %}
where order_date >= (select max(order_date) from {{ this }})
{% endif %}
group by order_date

{{ config(materialized='ephemeral') }}
select order_id, cast(ordered_at as date) as order_date from {{ ref('stg_orders') }}

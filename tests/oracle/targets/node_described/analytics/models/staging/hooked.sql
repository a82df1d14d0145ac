{{ config(post_hook=["insert into {{ ref('stg_orders') }} values (1)"], alias='h1', pre_hook='select 1', tags=['a']) }}
select * from {{ source('raw','orders') }} join {{ ref('stg_customers') }} join {{ source('raw','customers') }} join {{ ref('stg_customers') }}

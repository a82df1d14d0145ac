{{ config(post_hook="insert into {{ ref ('stg_orders') }} values (1)") }} select 1 as id

{{ config(contract={'enforced': false}, post_hook="insert into {{ ref('customers') }} select 1") }}
select 1 as one

{{ config(tags=['daily']) }}
select * from trips where day = '{{ var('day') }}'

{{ config(materialized='incremental') }}
{% include '../../../outside.txt' %}
select '{{ var("min_date") }}' as d, '{{ env_var("HOME") }}' as h

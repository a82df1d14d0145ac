{% macro note() %}insert into {{ ref('stg_orders') }} values (1){% endmacro %}

{# not a call: config(tags=['never']) #}
-- nor is this: ref('nothing')
select * from {{ ref('analytics', 'stg_customers') }}

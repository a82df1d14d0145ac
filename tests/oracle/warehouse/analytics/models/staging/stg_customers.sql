{{ config(tags=['pii', 'nightly-load']) }}
select c.*, k.name as country from {{ source('raw', 'customers') }} c join {{ ref('countries') }} k on k.code = c.country

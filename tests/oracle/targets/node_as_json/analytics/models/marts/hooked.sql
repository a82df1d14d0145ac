{{ config(post_hook="grant {{ this }} to {{ var('x', 'y') }} ref (a)") }} select * from {{ ref('mb') }}

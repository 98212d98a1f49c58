-- the first page
select "id", cast("created_at" as varchar) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = ?
order by "created_at" desc, "id" desc
limit ?;

-- the page after a cursor
select "id", cast("created_at" as varchar) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = ?
and ("created_at" <= cast(? as timestamptz)
and ("created_at" < cast(? as timestamptz) or "id" < cast(? as uuid)))
order by "created_at" desc, "id" desc
limit ?;

-- between two times
select "id", cast("created_at" as varchar) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = ?
and "created_at" >= ?
and "created_at" < ?
order by "created_at" desc, "id" desc
limit ?;

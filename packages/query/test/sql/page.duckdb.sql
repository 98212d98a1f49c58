-- the first page
select "created_at" as "page_time"
from "logs"
where "user_id" = ?
order by "created_at" desc
limit ?;

select "id", cast(epoch_us("created_at") as double precision) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = ?
and "created_at" >= ?
limit ? /* level 0 */;

-- the page after a cursor
select "created_at" as "page_time"
from "logs"
where "user_id" = ?
and "created_at" < cast(? as timestamptz)
order by "created_at" desc
limit ?;

select "id", cast(epoch_us("created_at") as double precision) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = ?
and "created_at" < ?
and ("created_at" < cast(? as timestamptz) or ("created_at" = cast(? as timestamptz)
and "id" < ?))
and "created_at" >= ?
limit ? /* level 0 */;

-- the page before a cursor
select "id", cast(epoch_us("created_at") as varchar) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = ?
and "created_at" >= ?
and ("created_at" > cast(? as timestamptz) or ("created_at" = cast(? as timestamptz)
and "id" > ?))
order by "created_at" asc, "id" asc
limit ?;

-- the oldest first
select "id", cast(epoch_us("created_at") as varchar) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = ?
order by "created_at" asc, "id" asc
limit ?;

-- between two times
select "created_at" as "page_time"
from "logs"
where "user_id" = ?
and "created_at" >= ?
and "created_at" < ?
order by "created_at" desc
limit ?;

select "id", cast(epoch_us("created_at") as double precision) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = ?
and "created_at" >= ?
and "created_at" < ?
and "created_at" >= ?
limit ? /* level 0 */;

-- the first page, that page again, and the next
select "created_at" as "page_time"
from "logs"
where "user_id" = ?
order by "created_at" desc
limit ?;

select "id", cast(epoch_us("created_at") as double precision) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = ?
and "created_at" >= ?
limit ? /* level 0 */;

select "id", cast(epoch_us("created_at") as double precision) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = ?
and "created_at" >= ?
limit ? /* level 0 */;

select "id", cast(epoch_us("created_at") as double precision) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = ?
and "created_at" < ?
and ("created_at" < cast(? as timestamptz) or ("created_at" = cast(? as timestamptz)
and "id" < ?))
and "created_at" >= ?
limit ? /* level 0 */;

-- a page whose notes can be large
select "created_at" as "page_time"
from "logs"
where "user_id" = ?
order by "created_at" desc
limit ?;

select "id", cast(epoch_us("created_at") as double precision) as "page_time", "id" as "page_id", cast("size" as integer) as "page_bytes"
from "logs"
where "user_id" = ?
and "created_at" >= ?
and "size" <= ? union all by name (select cast(epoch_us("created_at") as double precision) as "page_time", "id" as "page_id", cast("size" as integer) as "page_bytes"
from "logs"
where "user_id" = ?
and "created_at" >= ?
and ("size" > ? or "size" is null))
limit ? /* level 0 */;

select "id", "id" as "page_id", coalesce(cast("size" as int), cast(coalesce(strlen(cast("note" as text)), 0) as int)) as "page_bytes", true as "page_fits"
from "logs"
where "user_id" = ?
and "id" in (?, ?)
and "created_at" >= ?
and "created_at" < ?
and coalesce(cast("size" as int), cast(coalesce(strlen(cast("note" as text)), 0) as int)) <= list_extract(cast(? as int[]), list_position(cast(? as uuid[]), "id")) union all by name (select "id" as "page_id", coalesce(cast("size" as int), cast(coalesce(strlen(cast("note" as text)), 0) as int)) as "page_bytes"
from "logs"
where "user_id" = ?
and "id" in (?, ?)
and "created_at" >= ?
and "created_at" < ?
and coalesce(cast("size" as int), cast(coalesce(strlen(cast("note" as text)), 0) as int)) > list_extract(cast(? as int[]), list_position(cast(? as uuid[]), "id")));

-- a page whose notes can be large, without their sizes
select "created_at" as "page_time"
from "logs"
where "user_id" = ?
order by "created_at" desc
limit ?;

select cast(epoch_us("created_at") as double precision) as "page_time", "id" as "page_id", cast(null as integer) as "page_bytes"
from "logs"
where "user_id" = ?
and "created_at" >= ?
limit ? /* level 0 */;

select "id", "id" as "page_id", cast(coalesce(strlen(cast("note" as text)), 0) as int) as "page_bytes", true as "page_fits"
from "logs"
where "user_id" = ?
and "id" in (?, ?)
and "created_at" >= ?
and "created_at" < ?
and cast(coalesce(strlen(cast("note" as text)), 0) as int) <= list_extract(cast(? as int[]), list_position(cast(? as uuid[]), "id")) union all by name (select "id" as "page_id", cast(coalesce(strlen(cast("note" as text)), 0) as int) as "page_bytes"
from "logs"
where "user_id" = ?
and "id" in (?, ?)
and "created_at" >= ?
and "created_at" < ?
and cast(coalesce(strlen(cast("note" as text)), 0) as int) > list_extract(cast(? as int[]), list_position(cast(? as uuid[]), "id")));

-- A name (userName of a user, displayName of a group) is stored without white space at its ends, and with single spaces
-- inside. Earlier versions stored it as it was sent, and ignored the difference in unique_name only: a filter on the
-- name did not find what a POST collided with.
--
-- The columns that filters read, the search document and the document itself are rewritten, because a client that
-- compares names should not have to wait for the next write of each resource. That needs no folding: name is folded
-- already, so that only white space is left to collapse, and the order and spelling of the other members is kept.
-- unique_name, its partition, the names that may repeat and the search words do not depend on white space; a trigger
-- updates scim_indexed_value.
--
-- Versions and the change log do not change. A name that is nothing but white space stays in the document, where it is
-- required.
WITH RECURSIVE
  stored_name (rid, is_folded, original) AS (
    SELECT rid, 1, name FROM scim_resource WHERE kind IN ('User', 'Group')
    UNION ALL
    SELECT rid, 0, CAST(document AS TEXT) ->> CASE kind WHEN 'User' THEN '$.userName' ELSE '$.displayName' END
    FROM scim_resource WHERE kind IN ('User', 'Group')),
  spaced_name (rid, is_folded, original, spaced) AS (
    SELECT rid, is_folded, original,
      replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
      replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        original, char(9), ' '), char(10), ' '), char(11), ' '), char(12), ' '), char(13), ' '), char(133), ' ')
        , char(160), ' '), char(5760), ' '), char(8192), ' '), char(8193), ' '), char(8194), ' '), char(8195), ' ')
        , char(8196), ' '), char(8197), ' '), char(8198), ' '), char(8199), ' '), char(8200), ' '), char(8201), ' ')
        , char(8202), ' '), char(8232), ' '), char(8233), ' '), char(8239), ' '), char(8287), ' '), char(12288), ' ')
    FROM stored_name),
  -- Each step halves the runs of spaces.
  collapsed_name (rid, is_folded, name) AS (
    SELECT rid, is_folded, trim(spaced) FROM spaced_name
    WHERE spaced <> original OR trim(spaced) <> spaced OR instr(spaced, '  ') > 0
    UNION ALL
    SELECT rid, is_folded, replace(name, '  ', ' ') FROM collapsed_name WHERE instr(name, '  ') > 0),
  changed_name (rid, folded, name) AS (
    SELECT rid, max(name) FILTER (WHERE is_folded), nullif(max(name) FILTER (WHERE NOT is_folded), '')
    FROM collapsed_name WHERE instr(name, '  ') = 0 GROUP BY rid)
UPDATE scim_resource
SET name = coalesce(n.folded, scim_resource.name),
  search = CASE
    WHEN n.folded IS NULL THEN search
    ELSE jsonb_set(search, CASE kind WHEN 'User' THEN '$.userName' ELSE '$.displayName' END, n.folded)
  END,
  display = CASE
    WHEN n.name IS NULL OR (kind = 'User' AND CAST(document AS TEXT) ->> '$.displayName' IS NOT NULL) THEN display
    ELSE n.name
  END,
  document = CASE
    WHEN n.name IS NULL THEN document
    ELSE CAST(json_set(
      CAST(document AS TEXT), CASE kind WHEN 'User' THEN '$.userName' ELSE '$.displayName' END, n.name) AS BLOB)
  END
FROM changed_name AS n
WHERE n.rid = scim_resource.rid;

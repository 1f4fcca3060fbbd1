-- What people look users and groups up by. The program folds text, takes accents off and cuts it into words (SearchWords); they are in the index of a resource's
-- state, a list for each field: 0 names, 1 userName and e-mail addresses, 2 title. An inactive user has none.

CREATE TABLE scim_word
(
  tenant text COLLATE "C" NOT NULL,
  kind   text COLLATE "C" NOT NULL,
  word   text COLLATE "C" NOT NULL,
  field  integer          NOT NULL,
  rid    bigint           NOT NULL,
  PRIMARY KEY (tenant, kind, word, field, rid)
);

-- All words of a resource with a blank before and behind each and a bar between fields: to see whether those that were found by one word have the others
-- too, and whether a commit changes any.
CREATE TABLE scim_words
(
  rid   bigint           NOT NULL PRIMARY KEY,
  words text COLLATE "C" NOT NULL
);

-- What is there already. Accents stay on until the resource's next change.
WITH piece (rid, tenant, kind, field, text) AS (
  SELECT rid, tenant, kind, 0, search ->> 'displayName' FROM scim_resource WHERE active = 1 AND kind IN ('User', 'Group')
  UNION ALL
  SELECT r.rid, r.tenant, r.kind, 0, n.value
  FROM scim_resource AS r, jsonb_each_text(CASE jsonb_typeof(r.search -> 'name') WHEN 'object' THEN r.search -> 'name' ELSE '{}' END) AS n
  WHERE r.active = 1 AND r.kind = 'User'
  UNION ALL
  SELECT rid, tenant, kind, 0, search ->> 'nickName' FROM scim_resource WHERE active = 1 AND kind = 'User'
  UNION ALL
  SELECT rid, tenant, kind, 1, name FROM scim_resource WHERE active = 1 AND kind = 'User'
  UNION ALL
  SELECT r.rid, r.tenant, r.kind, 1, e.value ->> 'value'
  FROM scim_resource AS r, jsonb_array_elements(CASE jsonb_typeof(r.search -> 'emails') WHEN 'array' THEN r.search -> 'emails' ELSE '[]' END) AS e
  WHERE r.active = 1 AND r.kind = 'User'
  UNION ALL
  SELECT rid, tenant, kind, 2, search ->> 'title' FROM scim_resource WHERE active = 1 AND kind = 'User'),
part (rid, tenant, kind, field, text) AS (
  SELECT rid, tenant, kind, field, text FROM piece
  UNION ALL
  SELECT rid, tenant, kind, field, split_part(text, '@', 1) FROM piece WHERE field = 1 AND strpos(text, '@') > 1)
INSERT INTO scim_word (tenant, kind, word, field, rid)
SELECT p.tenant, p.kind, left(w.word, 64), min(p.field), p.rid
FROM part AS p, regexp_split_to_table(p.text, CASE WHEN strpos(p.text, '@') > 0 THEN '[\s"\\]+' ELSE '[\s"\\.,()_-]+' END) AS w (word)
WHERE w.word <> ''
GROUP BY p.rid, p.tenant, p.kind, left(w.word, 64);

INSERT INTO scim_words (rid, words) SELECT rid, ' ' || string_agg(word, ' ') || ' ' FROM scim_word GROUP BY rid;

-- Takes a resource's words away.
CREATE FUNCTION scim_words_removed(of_tenant text, of_kind text, of_rid bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  present text;
BEGIN
  DELETE FROM scim_words WHERE rid = of_rid RETURNING words INTO present;
  IF present IS NOT NULL THEN
    DELETE FROM scim_word
    WHERE tenant = of_tenant AND kind = of_kind AND word = ANY (string_to_array(btrim(present), ' ')) AND field IN (0, 1, 2) AND rid = of_rid;
  END IF;
END $$;

CREATE FUNCTION scim_commit_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  next text;
BEGIN
  SELECT ' ' || string_agg(coalesce(f.words, ''), ' | ' ORDER BY f.n) || ' ' INTO next
  FROM (
    SELECT f.n, (SELECT string_agg(w.word, ' ' ORDER BY w.n) FROM jsonb_array_elements_text(f.list) WITH ORDINALITY AS w (word, n)) AS words
    FROM jsonb_array_elements(new.idx -> 'words') WITH ORDINALITY AS f (list, n)) AS f;

  IF new.op <> 'create' THEN
    IF next IS NOT DISTINCT FROM (SELECT words FROM scim_words WHERE rid = new.rid) THEN
      RETURN new;
    END IF;
    PERFORM scim_words_removed(new.tenant, new.kind, new.rid);
  END IF;

  IF next IS NOT NULL THEN
    INSERT INTO scim_word (tenant, kind, word, field, rid)
    SELECT new.tenant, new.kind, w.word, f.n - 1, new.rid
    FROM jsonb_array_elements(new.idx -> 'words') WITH ORDINALITY AS f (list, n), jsonb_array_elements_text(f.list) AS w (word);
    INSERT INTO scim_words (rid, words) VALUES (new.rid, next);
  END IF;
  RETURN new;
END $$;

CREATE TRIGGER scim_commit_words INSTEAD OF INSERT ON scim_commit FOR EACH ROW EXECUTE FUNCTION scim_commit_words();

CREATE FUNCTION scim_resource_words_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM scim_words_removed(old.tenant, old.kind, old.rid);
  RETURN NULL;
END $$;

CREATE TRIGGER scim_resource_words_deleted AFTER DELETE ON scim_resource FOR EACH ROW EXECUTE FUNCTION scim_resource_words_deleted();

// create uniqueness constraint Person_email_unique on (:Person {email})
CREATE CONSTRAINT Person_email_unique IF NOT EXISTS FOR (n:Person) REQUIRE (n.email) IS UNIQUE

// create uniqueness constraint full_name on (:Person {first, last})
CREATE CONSTRAINT full_name IF NOT EXISTS FOR (n:Person) REQUIRE (n.first, n.last) IS UNIQUE

// create uniqueness constraint ACTED_IN_id_part_unique on ()-[:ACTED_IN {id, part}]-()
CREATE CONSTRAINT ACTED_IN_id_part_unique IF NOT EXISTS FOR ()-[r:ACTED_IN]-() REQUIRE (r.id, r.part) IS UNIQUE

// create key constraint Person_a_b_key on (:Person {a, b}), Enterprise Edition
CREATE CONSTRAINT Person_a_b_key IF NOT EXISTS FOR (n:Person) REQUIRE (n.a, n.b) IS NODE KEY

// create key constraint ACTED_IN_key_key on ()-[:ACTED_IN {key}]-(), Enterprise Edition
CREATE CONSTRAINT ACTED_IN_key_key IF NOT EXISTS FOR ()-[r:ACTED_IN]-() REQUIRE (r.key) IS RELATIONSHIP KEY

// create existence constraint Person_first_required on (:Person {first}), Enterprise Edition
CREATE CONSTRAINT Person_first_required IF NOT EXISTS FOR (n:Person) REQUIRE (n.first) IS NOT NULL

// create existence constraint ACTED_IN_role_required on ()-[:ACTED_IN {role}]-(), Enterprise Edition
CREATE CONSTRAINT ACTED_IN_role_required IF NOT EXISTS FOR ()-[r:ACTED_IN]-() REQUIRE (r.role) IS NOT NULL

// create property type constraint Person_first_typed on (:Person {first}): STRING, Enterprise Edition
CREATE CONSTRAINT Person_first_typed IF NOT EXISTS FOR (n:Person) REQUIRE (n.first) IS :: STRING

// create property type constraint ACTED_IN_times_typed on ()-[:ACTED_IN {times}]-(): LIST<ZONED DATETIME NOT NULL>, Enterprise Edition
CREATE CONSTRAINT ACTED_IN_times_typed IF NOT EXISTS FOR ()-[r:ACTED_IN]-() REQUIRE (r.times) IS :: LIST<ZONED DATETIME NOT NULL>

// create range index Person_born_range on (:Person {born})
CREATE INDEX Person_born_range IF NOT EXISTS FOR (n:Person) ON (n.born)

// create range index birthday on (:Person {born, day})
CREATE INDEX birthday IF NOT EXISTS FOR (n:Person) ON (n.born, n.day)

// create range index ACTED_IN_fee_range on ()-[:ACTED_IN {fee}]-()
CREATE INDEX ACTED_IN_fee_range IF NOT EXISTS FOR ()-[r:ACTED_IN]-() ON (r.fee)

// create text index Person_bio_text on (:Person {bio})
CREATE TEXT INDEX Person_bio_text IF NOT EXISTS FOR (n:Person) ON (n.bio)

// create text index ACTED_IN_role_text on ()-[:ACTED_IN {role}]-()
CREATE TEXT INDEX ACTED_IN_role_text IF NOT EXISTS FOR ()-[r:ACTED_IN]-() ON (r.role)

// create point index Person_at_point on (:Person {at})
CREATE POINT INDEX Person_at_point IF NOT EXISTS FOR (n:Person) ON (n.at) OPTIONS {indexConfig: {`spatial.cartesian.max`: [100.0, 50.5], `spatial.cartesian.min`: [-100.0, -50.5]}}

// create point index ACTED_IN_at_point on ()-[:ACTED_IN {at}]-()
CREATE POINT INDEX ACTED_IN_at_point IF NOT EXISTS FOR ()-[r:ACTED_IN]-() ON (r.at)

// create full-text index everything on (:Person|Film {bio, title})
CREATE FULLTEXT INDEX everything IF NOT EXISTS FOR (n:Person|Film) ON EACH [n.bio, n.title] OPTIONS {indexConfig: {`fulltext.analyzer`: 'english', `fulltext.eventually_consistent`: true}}

// create full-text index roles on ()-[:ACTED_IN|DIRECTED {role}]-()
CREATE FULLTEXT INDEX roles IF NOT EXISTS FOR ()-[r:ACTED_IN|DIRECTED]-() ON EACH [r.role]

// create vector index Person_plot_vector on (:Person {plot}): 384 dimensions, cosine
CREATE VECTOR INDEX Person_plot_vector IF NOT EXISTS FOR (n:Person) ON (n.plot) OPTIONS {indexConfig: {`vector.dimensions`: 384, `vector.similarity_function`: 'cosine'}}

// create vector index ACTED_IN_plot_vector on ()-[:ACTED_IN {plot}]-(): 2 dimensions, euclidean
CREATE VECTOR INDEX ACTED_IN_plot_vector IF NOT EXISTS FOR ()-[r:ACTED_IN]-() ON (r.plot) OPTIONS {indexConfig: {`vector.dimensions`: 2, `vector.hnsw.m`: 8, `vector.similarity_function`: 'euclidean'}}

// create full-text index x\u0060) DETACH DELETE n // on (:a`b|x\u0060) DETACH DELETE n // {\u0060, x\u0060) DETACH DELETE n //})
CREATE FULLTEXT INDEX `x\u005Cu0060) DETACH DELETE n //` IF NOT EXISTS FOR (n:`a``b`|`x\u005Cu0060) DETACH DELETE n //`) ON EACH [n.`\u005Cu0060`, n.`x\u005Cu0060) DETACH DELETE n //`]

// drop
DROP CONSTRAINT full_name IF EXISTS

// drop
DROP INDEX `x\u005Cu0060) DETACH DELETE n //` IF EXISTS

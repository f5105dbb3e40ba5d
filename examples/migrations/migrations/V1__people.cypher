CREATE CONSTRAINT traveller_id IF NOT EXISTS FOR (t:Traveller) REQUIRE t.id IS UNIQUE;

CREATE (:Traveller {id: 1, name: '  Ann ', visits: 'Oslo;Rome'});
CREATE (:Traveller {id: 2, name: 'Bob', visits: ''});

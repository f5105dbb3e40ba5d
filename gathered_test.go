package ogm_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// founders are 20 members and 15 clubs that are stored, which makes 300 relationships.
func founders(w *world) (keys []any, clubs []*Club) {
	w.Helper()
	repository[Member](w)
	repository[Club](w)
	w.rows("UNWIND range(1, 20) AS i CREATE (:Member {id: 'm' + i, version: 1}) WITH count(*) AS all UNWIND range(1, 15) AS i CREATE (:Club {id: 'c' + i})", nil)
	for i := range 20 {
		keys = append(keys, fmt.Sprint("m", i+1))
	}
	for i := range 15 {
		clubs = append(clubs, &Club{ID: fmt.Sprint("c", i+1)})
	}
	return keys, clubs
}

const founded = "MATCH (m:Member) OPTIONAL MATCH (m)-[e:FOUNDED]->(c:Club) RETURN count(e), count(DISTINCT [m.id, c.id])"

// Many relationships at once are created without a look whether they are there, where no
// node has any. Whoever finds none has locked the node before.
func TestWritersOfTheSameManyRelationshipsStoreEachOnce(t *testing.T) {
	w := setup(t)
	w.warm()
	keys, _ := founders(w)
	members := repository[Member](w)
	for range 8 {
		var group sync.WaitGroup
		for _, some := range [][]any{keys, keys, keys[:10]} { // the last one's are so few that they go one by one
			group.Go(func() {
				unit := w.db.NewUnit()
				list, err := members.In(unit).GetMany(w.ctx, some...)
				if !assert.NoError(t, err) {
					return
				}
				for _, member := range list {
					for i := range 15 {
						member.Founded = append(member.Founded, &Club{ID: fmt.Sprint("c", i+1)})
					}
				}
				_, err = unit.Commit(w.ctx)
				assert.NoError(t, err)
			})
		}
		group.Wait()
		require.Equal(t, [][]any{{int64(300), int64(300)}}, w.rows(founded, nil))
		w.rows("MATCH ()-[e:FOUNDED]->() DELETE e", nil)
	}
}

// Of many relationships, those that are there are kept, with what the program does not know.
func TestManyRelationshipsOfWhichSomeAreThere(t *testing.T) {
	w := setup(t)
	keys, clubs := founders(w)
	members := repository[Member](w)
	w.rows("MATCH (m:Member) WHERE toInteger(substring(m.id, 1)) <= 5 MATCH (c:Club) WHERE c.id IN ['c1', 'c2'] CREATE (m)-[:FOUNDED {unknown: 7}]->(c)", nil)
	list, err := members.GetMany(w.ctx, keys...)
	require.NoError(t, err)
	for _, member := range list {
		member.Founded = clubs
	}
	require.NoError(t, members.Save(w.ctx, list...))
	assert.Equal(t, [][]any{{int64(300), int64(300)}}, w.rows(founded, nil))
	assert.Equal(t, [][]any{{int64(10)}}, w.rows("MATCH ()-[e:FOUNDED {unknown: 7}]->() RETURN count(e)", nil))

	for _, member := range list {
		for i, club := range clubs {
			member.Clubs = append(member.Clubs, &Membership{Club: club, Since: i})
		}
	}
	require.NoError(t, members.Save(w.ctx, list...))
	assert.Equal(t, [][]any{{int64(300), int64(300)}}, w.rows("MATCH (:Member)-[e:MEMBER_OF {version: 1}]->(c:Club) WHERE e.since = toInteger(substring(c.id, 1)) - 1 RETURN count(e), sum(e.version)", nil))
	for _, member := range list {
		for _, membership := range member.Clubs {
			assert.EqualValues(t, 1, membership.Version)
			membership.Rank = "new"
		}
	}
	require.NoError(t, members.Save(w.ctx, list...))
	assert.Equal(t, [][]any{{int64(300), int64(600)}}, w.rows("MATCH (:Member)-[e:MEMBER_OF {rank: 'new'}]->() RETURN count(e), sum(e.version)", nil))
}

// A node that another writer has deleted is missed among many, too.
func TestManyRelationshipsToANodeThatIsGone(t *testing.T) {
	w := setup(t)
	keys, _ := founders(w)
	clubs := repository[Club](w)
	unit := w.db.NewUnit()
	known, err := clubs.In(unit).Match().All(w.ctx)
	require.NoError(t, err)
	list, err := repository[Member](w).In(unit).GetMany(w.ctx, keys...)
	require.NoError(t, err)
	for _, member := range list {
		member.Founded = known
	}
	w.rows("MATCH (c:Club {id: 'c3'}) DELETE c", nil)
	_, err = unit.Commit(w.ctx)
	assert.ErrorContains(t, err, "FOUNDED")
	assert.Equal(t, [][]any{{int64(0)}}, w.rows("MATCH ()-[e:FOUNDED]->() RETURN count(e)", nil))
}

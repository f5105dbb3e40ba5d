package ogm_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// Packet has plain Go types that codecs and the option json store in another form.
type (
	Packet struct {
		ogm.Node `neo4j:"Packet"`

		ID    string    `neo4j:"id,key"`
		Code  string    `neo4j:"code,codec=mirrored"`
		Note  string    `neo4j:"note,json"`
		Words []string  `neo4j:"words,json"`
		At    time.Time `neo4j:"at"`
		Tied  []*Tied   `neo4j:"-[:TIED]->"`
	}
	Tied struct {
		ogm.Relationship `neo4j:"TIED"`

		Code string  `neo4j:"code,codec=mirrored"`
		To   *Packet `neo4j:",end"`
	}
)

func mirrored(text string) string {
	var back strings.Builder
	for i := len(text) - 1; i >= 0; i-- {
		back.WriteByte(text[i])
	}
	return back.String()
}

// Many objects are stored and read as one is.
func TestCodecsOfPlainTypesHoldForMany(t *testing.T) {
	w := setup(t,
		ogm.WithNamedCodec("mirrored", func(s string) (any, error) { return mirrored(s), nil }, func(stored any) (string, error) { return mirrored(stored.(string)), nil }),
		ogm.WithCodec(func(t time.Time) (any, error) { return t.Unix(), nil }, func(stored any) (time.Time, error) { return time.Unix(stored.(int64), 0).UTC(), nil }),
	)
	repo := repository[Packet](w)
	tied := query.EdgeTo[Packet](func(p *Packet) *[]*Tied { return &p.Tied })
	const many = 30
	var packets []*Packet
	for i := range many {
		packets = append(packets, &Packet{ID: fmt.Sprintf("%02d", i), Code: fmt.Sprintf("code %d", i), Note: fmt.Sprint("note ", i), Words: []string{"a", fmt.Sprint(i)}, At: time.Unix(int64(i), 0).UTC()})
	}
	for i, p := range packets[1:] {
		packets[0].Tied = append(packets[0].Tied, &Tied{Code: fmt.Sprint("tie ", i+1), To: p})
	}
	require.NoError(t, repo.Save(w.ctx, packets...))
	stored := w.rows("MATCH (p:Packet) RETURN p.id, p.code, p.note, p.words, p.at ORDER BY p.id", nil)
	require.Len(t, stored, many)
	for i, row := range stored {
		p := packets[i]
		assert.Equal(t, []any{p.ID, mirrored(p.Code), fmt.Sprintf("%q", p.Note), fmt.Sprintf("[%q,%q]", "a", fmt.Sprint(i)), int64(i)}, row)
	}
	for i, row := range w.rows("MATCH (:Packet)-[e:TIED]->(p) RETURN e.code ORDER BY p.id", nil) {
		assert.Equal(t, mirrored(fmt.Sprint("tie ", i+1)), row[0])
	}

	all, err := repo.Match().OrderBy(query.Prop(func(p *Packet) *string { return &p.ID }).Asc()).All(w.ctx)
	require.NoError(t, err)
	planned, err := repo.Match().OrderBy(query.Prop(func(p *Packet) *string { return &p.ID }).Asc()).With(tied.OrderBy(query.Prop(func(p *Packet) *string { return &p.ID }).Asc())).All(w.ctx)
	require.NoError(t, err)
	require.Len(t, planned[0].Tied, many-1)
	for i, p := range packets {
		assert.Equal(t, &Packet{ID: p.ID, Code: p.Code, Note: p.Note, Words: p.Words, At: p.At}, all[i])
		assert.Equal(t, p.Code, planned[i].Code)
		assert.Equal(t, p.Words, planned[i].Words)
		if i > 0 {
			assert.Equal(t, fmt.Sprint("tie ", i), planned[0].Tied[i-1].Code)
			assert.Same(t, planned[i], planned[0].Tied[i-1].To)
		}
	}
}

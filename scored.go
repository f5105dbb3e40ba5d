package ogm

import (
	"context"

	"github.com/go-ogm/ogm/query"
)

// Scored is a node with how well it fits what an index was asked for: the more the better,
// in the index's own measure.
type Scored[O any] struct {
	Object O
	Score  float64
}

// Scored is All for nodes that an index has found, with their scores; see From.
func (s Selection[T, O]) Scored(ctx context.Context) ([]Scored[O], error) {
	answer, err := s.reader.loadGraph(ctx, s.graph("scored", query.Find[T].Scored))
	if err != nil {
		return nil, err
	}
	list := make([]Scored[O], len(answer.objects))
	for i, object := range answer.objects {
		list[i] = Scored[O]{object, answer.scores[i]}
	}
	return list, nil
}

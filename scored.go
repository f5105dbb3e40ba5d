package ogm

import (
	"context"
	"fmt"

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
	return scoredOf[O](s.core.scored(ctx))
}

func (s selection) scored(ctx context.Context) (loaded, error) {
	if err := s.check(); err != nil {
		return loaded{}, err
	}
	return s.reader.loadGraph(ctx, s.graph("scored", query.Choice.Scored))
}

// scoredOf gives objects their type and their scores.
func scoredOf[O any](answer loaded, err error) ([]Scored[O], error) {
	if err != nil {
		return nil, err
	}
	list := make([]Scored[O], len(answer.objects))
	if len(answer.scores) != len(answer.objects) {
		return nil, fmt.Errorf("ogm: the server answered %d scores to %d nodes", len(answer.scores), len(answer.objects))
	}
	for i, object := range answer.objects {
		list[i].Object, _ = object.(O)
		list[i].Score = answer.scores[i]
	}
	return list, nil
}

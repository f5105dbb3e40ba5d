package tag

import (
	"fmt"
	"strings"
)

// Direction is where an arrow points, seen from the struct that holds the field.
type Direction int

// The three directions of a Cypher pattern.
const (
	Outgoing   Direction = iota // -[:T]->
	Incoming                    // <-[:T]-
	Undirected                  // -[:T]-
)

// Arrow is a relationship field's tag.
type Arrow struct {
	Type      string
	Direction Direction
}

// arrows lists each form once; the longer closing stands before the shorter.
var arrows = []struct {
	open, closing string
	direction     Direction
}{
	{"<-[:", "]-", Incoming},
	{"-[:", "]->", Outgoing},
	{"-[:", "]-", Undirected},
}

func looksLikeArrow(text string) bool {
	for _, start := range []string{"-[", "<-", "->", "--", "-("} {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	return false
}

func parseArrow(text string) (arrow *Arrow, rest string, err error) {
	for _, form := range arrows {
		body, ok := strings.CutPrefix(text, form.open)
		if !ok {
			continue
		}
		end := strings.Index(body, form.closing)
		if end < 0 {
			continue
		}
		name, rest := body[:end], body[end+len(form.closing):]
		if rest != "" && rest[0] != ',' {
			continue
		}
		if name == "" {
			return nil, "", fmt.Errorf("the arrow names no relationship type; write %sKNOWS%s", form.open, form.closing)
		}
		return &Arrow{Type: name, Direction: form.direction}, rest, nil
	}
	return nil, "", fmt.Errorf("the arrow does not parse; write -[:KNOWS]->, <-[:KNOWS]- or -[:KNOWS]-")
}

package query

import (
	"slices"
	"strconv"

	"github.com/go-ogm/ogm/schema"
)

// Owner is a type whose nodes own others, which are deleted with them.
type Owner struct {
	Labels []string // of the type
	Owned  *schema.Ownership
}

// writeOwned deletes what a node owns, and what that owns in turn; kept are the
// variables that are needed behind it. owned may be nil, for nothing.
func writeOwned(w *scope, owned *schema.Ownership, owner, kept string) {
	if owned == nil {
		return
	}
	matchOwned(w, owned, nil, owner, kept, "ts")
	deleteOwned(w, "ts")
}

// deleteWith deletes what nodes own by any of several types. All of it is found before any of
// it is deleted: a node may be an owner and be owned.
func deleteWith(s *scope, owners []Owner, owner string) {
	kept, lists := owner, make([]string, len(owners))
	for i, o := range owners {
		lists[i] = "t" + strconv.Itoa(i)
		labels := o.Labels
		if slices.Equal(labels, s.setting.Node.Labels) {
			labels = nil // all have them
		}
		matchOwned(s, o.Owned, labels, owner, kept, lists[i])
		kept += ", " + lists[i]
	}
	for _, list := range lists {
		deleteOwned(s, list)
	}
}

// matchOwned makes a list of what a node owns, if it has the labels.
func matchOwned(w *scope, owned *schema.Ownership, labels []string, owner, kept, list string) {
	w.Text(" OPTIONAL MATCH p = (", owner, ")")
	w.Text([]string{"-[", "<-["}[rankOf(owned.Incoming)])
	for i, label := range owned.Types {
		w.Text([]string{":", "|"}[min(i, 1)])
		w.Name(label)
	}
	w.Text("*1..]", []string{"->(t)", "-(t)"}[rankOf(owned.Incoming)], " WHERE ")
	if labels != nil {
		w.Text(owner)
		w.Labels(labels)
		w.Text(" AND ")
	}
	w.Text("all(x IN nodes(p)[1..] WHERE ")
	for i, labels := range owned.Labels {
		w.Text([]string{"x", " OR x"}[min(i, 1)])
		w.Labels(labels)
	}
	w.Text(") WITH ", kept, ", collect(DISTINCT t) AS ", list)
}

func deleteOwned(w *scope, list string) {
	w.Text(" FOREACH (t IN ", list, " | DETACH DELETE t)")
}

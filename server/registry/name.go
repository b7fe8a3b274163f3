package registry

import (
	"crypto/rand"
	"strings"

	"gotunnel/tunnelcore/wire"
)

// Names that the server makes are two words and six random characters,
// "quiet-maple-7k3fxa": 44 bits, so that nobody finds them by trying.
var (
	adjectives = strings.Fields(`amber bold brave bright brisk calm candid cedar chief civil clear clever cobalt cool
		coral cosy crisp daring deep deft dusty eager early easy even fair fancy fast fine firm fleet fluent fond free
		fresh frosty gentle giant glad golden good grand green handy happy hazel honest humble ideal indigo ivory jade
		jolly keen kind large late level light lilac limber lively loyal lucid lucky lunar magic maroon mellow merry
		mighty mild misty modest neat nimble noble novel olive open ornate patient pearl plain plucky polite prime proud
		pure quick quiet rapid rare ready regal rosy royal ruby rustic sage sandy scarlet serene sharp shiny silent silver
		simple sleek smart smooth snowy social soft solar solid sonic spare spry stable steady still sunny super sweet
		swift tall teal tidy trim true upbeat velvet vivid warm wide wise witty young zesty`)
	nouns = strings.Fields(`acorn alder anchor arrow aspen aurora badger bamboo basil beacon birch bison bloom breeze
		bridge brook canyon cedar cello cherry cliff clover comet copper coral cove crane creek cricket crystal dawn delta
		desert dove dune eagle echo elm ember falcon fern fiddle field finch fjord flint forest fox garden garnet gecko
		ginger glacier glade granite grove gull harbor hawk hazel heron hill holly horizon iris island ivy jasper juniper
		kelp kestrel lagoon lake lantern lark laurel lemon lily linden lotus lynx magnet maple marble marsh meadow mesa
		mint mirror moon moss nectar nest nutmeg oak oasis ocean olive opal orbit orchid osprey otter owl palm panda pebble
		pepper petal pine planet plum pond poppy prairie prism puffin quartz quill rain raven reef ridge river robin rocket
		rose saffron sail salmon sequoia shell sky sparrow spruce star stone stream summit swan thistle thrush tiger topaz
		trail tulip valley violet walnut wave willow wind wren zephyr`)
)

func generate() string {
	var random [2]byte
	_, _ = rand.Read(random[:]) // crypto/rand does not fail
	return adjectives[int(random[0])%len(adjectives)] + "-" + nouns[int(random[1])%len(nouns)] + "-" + wire.RandomText(6)
}

// freshName makes a name that nobody has.
func (r *Registry) freshName() string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for {
		if name := generate(); r.names[name] == nil {
			return name
		}
	}
}

// maxSuggestions is how many free names a refusal offers.
const maxSuggestions = 3

// suggestLocked is names like the one asked for that the claim can have.
func (r *Registry) suggestLocked(c Claim) []string {
	var free []string
	for _, s := range []string{c.Name + "-2", c.Name + "-studio", "my-" + c.Name, c.Name + "-3", c.Name + "-preview"} {
		if _, err := wire.CanonicalName(s); err != nil || len(free) == maxSuggestions {
			continue
		}
		c.Name = s
		if e := r.names[s]; (e == nil || e.free()) && r.refusalLocked(c, nil) == nil {
			free = append(free, s)
		}
	}
	return free
}

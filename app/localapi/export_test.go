package localapi

import "net/http"

// HTTP is for requests that no client of ours makes.
func (c *Client) HTTP() *http.Client { return c.http }

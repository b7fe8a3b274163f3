package main

import "context"

// The values of one figure through the gateway, and the rows that show them:
// with the inspector, which is the default, and without.
const (
	withoutInspector = "-off"
	againstDirect    = "-direct"
	againstOff       = "-cost"
)

func inspectedFigures(figure string) []string {
	return []string{figure, figure + withoutInspector, figure + againstDirect, figure + againstOff}
}

// measure is one measurement through the gateway.
type measure func(ctx context.Context, b *bench, p path, mode string) (float64, error)

// inspected measures without, with, with and without the inspector, so that what
// drifts meanwhile drifts for both, and takes the means.
func inspected(figure string, measure measure) func(context.Context, *bench, path) (values, error) {
	return func(ctx context.Context, b *bench, p path) (values, error) {
		v := values{}
		for _, mode := range []string{modeUninspected, modeGateway, modeGateway, modeUninspected} {
			got, err := measure(ctx, b, p, mode)
			if err != nil {
				return nil, err
			}
			name := figure
			if mode == modeUninspected {
				name += withoutInspector
			}
			v[name] += got / 2
		}
		return v, nil
	}
}

func keepAliveRate(ctx context.Context, b *bench, p path, mode string) (float64, error) {
	return b.rate(ctx, p, jobKeepAlive, mode, few)
}

func newConnRate(ctx context.Context, b *bench, p path, mode string) (float64, error) {
	return b.rate(ctx, p, jobFresh, mode, few)
}

func downSpeed(ctx context.Context, b *bench, p path, mode string) (float64, error) {
	to, err := p.target(ctx, mode)
	if err != nil {
		return 0, err
	}
	return b.transfer(jobDown, to, b.opt.bulk)
}

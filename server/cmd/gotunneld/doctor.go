package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gotunnel/server/doctor"
	"gotunnel/server/domains"
)

func doctorCommand() *cobra.Command {
	s := defaults()
	var asJSON bool
	cmd := &cobra.Command{
		Use: "doctor", Short: "Find what is missing, and say what to do about it", Args: cobra.NoArgs,
		Long: `Look at the settings, the data folder, DNS, the certificate, the ports and this
computer, and say of each what is well (ok), what to do about what is not (FIX),
and what can't be known from here (?). Nothing is changed. Give it the settings
that the server has, running or not. The exit status is 1 if there is a FIX.`,
		Example: `  gotunneld doctor --config /etc/gotunnel/gotunneld.toml
  gotunneld doctor --listen 0.0.0.0:8080 --domain share.example.com   # before the first start`,
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		report := &report{out: cmd.OutOrStdout(), json: asJSON}
		patient, err := examined(&s, cmd.Flags())
		if err != nil {
			report.add(doctor.Finding{State: doctor.Fix, About: "settings", Text: "they can't be right, and all else hangs on them", Do: err.Error()})
			return report.end()
		}
		report.add(doctor.Finding{State: doctor.OK, About: "settings", Text: "they can be right"})
		running, err := askServer(cmd.Context(), &s)
		if err != nil {
			return failed(err)
		}
		patient.Running = running
		for finding := range patient.Examine(cmd.Context()) {
			report.add(finding)
		}
		return report.end()
	}
	s.bindKeys(cmd.Flags())
	s.bindPlaces(cmd.Flags())
	s.bindRest(cmd.Flags())
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON, for programs: an object a line")
	complete(cmd)
	return cmd
}

// examined is the server that the settings are for.
func examined(s *settings, flags *pflag.FlagSet) (doctor.Patient, error) {
	if err := s.load(flags); err != nil {
		return doctor.Patient{}, err
	}
	config, err := s.config()
	return doctor.Patient{
		Config: config, CertFile: s.TLSCert, KeyFile: s.TLSKey,
		Resolver: domains.Resolver(config.DNS), Given: givenFlags(flags), Built: built(),
	}, err
}

// givenFlags are those flags of the command line that other commands have too, to
// be put behind them.
func givenFlags(flags *pflag.FlagSet) string {
	var text strings.Builder
	invite := inviteCommand().Flags()
	flags.Visit(func(f *pflag.Flag) {
		if f.Name != "json" && invite.Lookup(f.Name) != nil {
			value := f.Value.String()
			if list, ok := f.Value.(pflag.SliceValue); ok {
				value = strings.Join(list.GetSlice(), ",")
			}
			fmt.Fprintf(&text, " --%s %s", f.Name, value)
		}
	})
	return text.String()
}

// report prints findings.
type report struct {
	out   io.Writer
	json  bool
	fixes int
}

func (r *report) add(f doctor.Finding) {
	if f.State == doctor.Fix {
		r.fixes++
	}
	if !r.json {
		fmt.Fprintln(r.out, f)
		return
	}
	encoder := json.NewEncoder(r.out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(f)
}

// end is an error if something is to be done.
func (r *report) end() error {
	switch r.fixes {
	case 0:
		return nil
	case 1:
		return failed(fmt.Errorf("one thing is to be done: the line with FIX says what"))
	}
	return failed(fmt.Errorf("%d things are to be done: the lines with FIX say what", r.fixes))
}

# A Rails site in one file, in development: a form, which Rails takes from its own
# pages only, by a token, a cookie and the Origin.

require "logger"
require "rails"
require "action_controller/railtie"

class Site < Rails::Application
  config.load_defaults Rails::VERSION::STRING.to_f
  config.eager_load = false
  config.secret_key_base = "known to all"
  config.logger = Logger.new($stdout)
  routes.append { root "pages#show"; post "/", to: "pages#greet" }
end

class PagesController < ActionController::Base
  PAGE = <<~HTML
    <!doctype html>
    <link rel="icon" href="data:,">
    <h1>Welcome, <%= flash[:visitor] || "stranger" %></h1>
    <%= form_with url: "/", local: true do |form| %>
      <%= form.text_field :visitor, value: "Kim" %><%= form.button "Send" %>
    <% end %>
  HTML

  def show = render(inline: PAGE)

  def greet = redirect_to("/", flash: { visitor: params[:visitor] })
end

Site.initialize!
run Site

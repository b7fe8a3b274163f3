import './style.css'

export const metadata = { title: 'Next through a link', icons: '/mark.svg' }

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  )
}

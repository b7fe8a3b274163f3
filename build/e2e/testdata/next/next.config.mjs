/** @type {import('next').NextConfig} */
export default {
  devIndicators: false, // not in the picture
  turbopack: { root: import.meta.dirname },
}

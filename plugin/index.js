// CommonJS, because Pulumi's launcher of plugins loads it with require. It runs the function that it is given; Node 24 runs the
// TypeScript behind it as it is.
const serve = () => import("../stacks/plugin/main.ts").then((plugin) => plugin.serve(process.argv.slice(2)));
if (require.main === module) serve();
module.exports = serve;

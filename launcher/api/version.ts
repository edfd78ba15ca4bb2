/** The version of this package, kept here because the bundle has no package.json beside it. */
export const version = "0.3.0";

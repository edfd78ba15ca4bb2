/** Literal secrets in the configuration of host-c; no other host and no command line may ever show them. */
export const secrets = {
  environment: "the-environment-secret-of-host-c",
  password: "the-registry-password-of-host-c",
};

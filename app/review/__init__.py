"""Review: decisions about exactly one revision, by as many different people as the policy asks for."""

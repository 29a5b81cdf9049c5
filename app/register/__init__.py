"""The stay-down register: what a decision took down, so that it is known when it is sent again."""

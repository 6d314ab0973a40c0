# PROGRAM in zsh: variables of a project's .vault.toml come when its folder is entered, and go when it is left.
_FUNCTION_hook() {
    eval "$(command PROGRAM __hook zsh)"
}
autoload -Uz add-zsh-hook
add-zsh-hook precmd _FUNCTION_hook
add-zsh-hook chpwd _FUNCTION_hook

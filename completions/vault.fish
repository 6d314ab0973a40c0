# Completion of vault in fish. The program itself says what may stand at the cursor; of secrets only while it is unlocked.
function __vault_complete
    set -l current (commandline -ct)
    # Nothing of the line is evaluated: it goes to the program as text, and fish quotes what comes back.
    set -l answer (printf '%s\0' (commandline -opc) "$current" | command vault __complete fish 2>/dev/null)
    set -l manner $answer[1]
    switch "$manner"
        case words open
            string join -- \n $answer[2..-1]
        case files
            __fish_complete_path "$current"
        case program
            __fish_complete_command
    end
end
complete -c vault -f -a '(__vault_complete)'

# Completion of PROGRAM in fish. The program itself says what may stand at the cursor; of secrets only while it is unlocked.
function __FUNCTION_complete
    set -l current (commandline -ct)
    # Nothing of the line is evaluated: it goes to the program as text, and fish quotes what comes back.
    set -l answer (printf '%s\0' (commandline -opc) "$current" | command PROGRAM __complete fish 2>/dev/null)
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
complete -c PROGRAM -f -a '(__FUNCTION_complete)'

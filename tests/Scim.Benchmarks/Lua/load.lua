-- The one script for wrk: asks a plan, which the benchmark wrote, for each request, and prints what came of it in one line.
-- One thread only: the plan's counter is what makes bodies unique.

local plan
local number

function init(args)
  plan = dofile(args[1])
  number = plan.first
end

function request()
  local text = plan.make(number)
  number = number + 1
  return text
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d %d\n",
    summary.requests, summary.duration, errors.connect + errors.read + errors.write + errors.timeout, errors.status,
    latency:percentile(50), latency:percentile(99)))
end

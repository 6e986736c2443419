-- For wrk: every request is one chat message, over a fixed number of conversations. The environment says how:
--   TURN_PATH, AUTHORIZATION   where to post, and with which header
--   QUESTIONS                  the file of texts, asked in turn
--   SENDERS                    conversations; no multiple of the number of texts, so that each asks all of them
--   FRESH=1                    every text is different
--   CHECK=1                    count answers without words (costs the generator time: for warm-ups)
--   RUN                        makes message ids unique over runs on one data folder
-- The last line printed is one JSON object.
local texts = {}
for line in io.lines(os.getenv("QUESTIONS")) do texts[#texts + 1] = line end
local path, run = os.getenv("TURN_PATH"), os.getenv("RUN")
local senders = tonumber(os.getenv("SENDERS"))
local fresh = os.getenv("FRESH") == "1"
local headers = {["Content-Type"] = "application/json", ["Authorization"] = os.getenv("AUTHORIZATION")}
local asked = 0
local threads = {}
wordless = 0

function setup(thread) threads[#threads + 1] = thread end

function request()
  asked = asked + 1
  local sender = "u" .. asked % senders
  local text = texts[asked % #texts + 1]
  if fresh then text = "hello this is " .. sender .. ", " .. text .. " please, number " .. asked end
  local body = string.format('{"sender":"%s","id":"%s-%d","text":"%s"}', sender, run, asked, text)
  return wrk.format("POST", path, headers, body)
end

if os.getenv("CHECK") == "1" then
  function response(status, answer_headers, body)
    if not body:find('"text"%s*:%s*"[^"]') then wordless = wordless + 1 end
  end
end

function done(summary, latency)
  local empty = 0
  for _, thread in ipairs(threads) do empty = empty + thread:get("wordless") end
  local errors = summary.errors
  io.write(string.format('\n{"requests":%d,"seconds":%.6f,"p50_ms":%.3f,"p99_ms":%.3f,"failed":%d,"wordless":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status, empty))
end

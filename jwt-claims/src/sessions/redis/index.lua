-- Adds the session ARGV[3], which expires at ARGV[2], to those of its subject, and removes
-- those that expired before ARGV[1]. The set lives as long as the last of them.
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[1])
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[3])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
return redis.call('EXPIREAT', KEYS[1], last[2])

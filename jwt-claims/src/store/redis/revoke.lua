-- Marks a session as revoked at the time ARGV[1]: 1. 0 if it is already, does not exist, or
-- is not of the subject ARGV[2], if that is given.
local subject = redis.call('HGET', KEYS[1], 'subject')
if not subject or (ARGV[2] and ARGV[2] ~= subject) then
    return 0
end
return redis.call('HSETNX', KEYS[1], 'revoked_at', ARGV[1])

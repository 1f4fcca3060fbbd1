using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Storage;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Sessions;
using Scim.GrainInterfaces.Tenants;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Caching;
using Scim.Grains.Errors;
using Scim.Grains.Hosting;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;

namespace Scim.Grains.Sessions;

/// <summary>
/// The sessions of one user. See <see cref="IUserSessionsGrain"/>. Everything that an introspection needs is in memory;
/// when a session was last used is stored now and then. The user's grain ends the sessions before it answers a
/// deactivation; that he is still active is asked at each start, before and after the commit, and once a minute of use,
/// in case that nobody came to end them.
/// </summary>
internal sealed class UserSessionsGrain(
    [FromKeyedServices(ScimStorageNames.Provider)] IGrainStorage storage,
    TenantCache tenants,
    SessionCache locals,
    IGrainContext context,
    TimeProvider time,
    ILogger<UserSessionsGrain> logger
) : Grain, IUserSessionsGrain
{
    private static readonly TimeSpan StatusMaxAge = TimeSpan.FromMinutes(1);

    private readonly StateStore<UserSessionsState> _store = new(
        storage,
        ScimStorageNames.Sessions,
        context.GrainId
    );
    private readonly ResourceKey _user = ResourceKey.Parse(context.GrainId.Key.ToString()!);
    private readonly Dictionary<string, DateTimeOffset> _lastUse = new(StringComparer.Ordinal);
    private readonly List<StoredSession> _cachedSessions = [];
    private UserStatus? _status;
    private long _statusReadAt;
    private IGrainTimer? _lastUseTimer;
    private bool _outcomeUnknown;

    private IUserGrain User => GrainFactory.GetGrain<IUserGrain>(_user.ToString());

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        TransientStorageErrors.TranslateErrorsAsync(() => _store.ReadStateAsync().AsTask());

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(
        DeactivationReason reason,
        CancellationToken cancellationToken
    )
    {
        _outcomeUnknown = true;
        RemoveCachedSessions();
        if (_lastUseTimer is not null)
            await SaveLastUseAsync();
    }

    /// <inheritdoc/>
    public async Task<ScimResult<StartedSession>> StartSession()
    {
        if (await tenants.GetSnapshotAsync(_user.Tenant) is not { } tenant)
            return ResourceErrors.TenantNotFound;
        if (tenant.IsSuspended)
            return SessionRules.TenantSuspended;
        UserStatus standing = await ReadUserStatusAsync();
        if (SessionRules.CheckUserStatus(standing) is { } refusal)
            return refusal;

        DateTimeOffset now = GetCurrentTime();
        string text = SessionToken.Create(_user.Id, tenant.SessionKey.Span, out SessionToken token);
        var session = new StoredSession
        {
            Id = token.SessionId,
            Digest = SessionToken.ComputeDigest(text),
            StartedAt = now,
            ExpiresAt = tenant.Settings.Sessions.Lifetime.AddTo(now),
            LastUsedAt = now,
            UserVersion = standing.Version,
        };
        IEnumerable<StoredSession> others = GetLiveSessions(standing, tenant.Settings.Sessions)
            .OrderByDescending(GetLastUse)
            .Take(SessionRules.MaxSessionsPerUser - 1)
            .OrderBy(s => s.StartedAt);
        await CommitSessionsAsync([.. others, session]);

        // Only where two activations believed to be this grain can he have been deactivated meanwhile without being
        // heard of here.
        standing = await ReadUserStatusAsync();
        if (SessionRules.CheckUserStatus(standing) is not { } late)
            return new StartedSession
            {
                Info = SessionRules.ToSessionInfo(session, _user.Id, now),
                Token = text,
            };
        await CommitSessionsAsync([]);
        return late;
    }

    /// <inheritdoc/>
    public async Task<SessionInfo?> IntrospectSession(string sessionId, ReadOnlyMemory<byte> digest)
    {
        if (
            FindSession(sessionId) is not { } session
            || !CryptographicOperations.FixedTimeEquals(session.Digest, digest.Span)
        )
            return null;
        if (await tenants.GetSnapshotAsync(_user.Tenant) is not { IsSuspended: false } tenant)
            return null;
        UserStatus standing =
            _status is { } known && time.GetElapsedTime(_statusReadAt) < StatusMaxAge
                ? known
                : await ReadUserStatusAsync();
        DateTimeOffset now = GetCurrentTime();

        // Once more: it may have been ended while the others were asked.
        if (
            FindSession(sessionId) is null
            || !SessionRules.IsAlive(
                session,
                GetLastUse(session),
                standing,
                tenant.Settings.Sessions,
                now
            )
        )
            return null;
        _lastUse[session.Id] = now;
        TimeSpan slack = SessionRules.GetLastUseTolerance(tenant.Settings.Sessions);
        if (_lastUseTimer is null && now - session.LastUsedAt >= slack)
            _lastUseTimer = this.RegisterGrainTimer(
                SaveLastUseAsync,
                TimeSpan.Zero,
                Timeout.InfiniteTimeSpan
            );
        SessionInfo info = SessionRules.ToSessionInfo(session, _user.Id, now);
        CacheSession(session, info, tenant);
        return info;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<IReadOnlyList<SessionInfo>>> ListSessions()
    {
        if (await tenants.GetSnapshotAsync(_user.Tenant) is not { } tenant)
            return ResourceErrors.TenantNotFound;
        UserStatus standing = await ReadUserStatusAsync();
        if (!standing.Exists)
            return ResourceErrors.CreateNotFound(ResourceTypeNames.User, _user.Id);
        return GetLiveSessions(standing, tenant.Settings.Sessions)
            .Select(s => SessionRules.ToSessionInfo(s, _user.Id, GetLastUse(s)))
            .ToArray();
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Unit>> EndSession(string sessionId)
    {
        if (FindSession(sessionId) is null)
            return new ScimError(
                ScimErrorKind.NotFound,
                "The user has no session of that id. It has ended, or never existed."
            );
        await CommitSessionsAsync([.. _store.Current.Sessions.Where(s => s.Id != sessionId)]);
        return Unit.Instance;
    }

    /// <inheritdoc/>
    public async Task EndAllSessions()
    {
        _status = null;
        RemoveCachedSessions();
        if (_store.Current.Sessions.Count > 0)
            await CommitSessionsAsync([]);
    }

    // For those who ask in the same process. Nothing was awaited since the session was looked at.
    private void CacheSession(StoredSession session, SessionInfo info, TenantSnapshot tenant)
    {
        if (_outcomeUnknown)
            return;
        locals.AddSession(
            _user.Tenant,
            tenant.Version,
            session.Digest,
            info,
            SessionRules.GetRemainingLifetime(
                session,
                info.LastUsedAt,
                tenant.Settings.Sessions,
                info.LastUsedAt
            )
        );
        if (!_cachedSessions.Contains(session))
            _cachedSessions.Add(session);
    }

    private void RemoveCachedSessions()
    {
        foreach (StoredSession session in _cachedSessions)
        {
            _lastUse[session.Id] = GetLastUse(session);
            locals.RemoveSession(session.Digest);
        }

        _cachedSessions.Clear();
    }

    private StoredSession? FindSession(string sessionId)
    {
        foreach (StoredSession session in _store.Current.Sessions)
        {
            if (session.Id == sessionId)
                return session;
        }

        return null;
    }

    private IEnumerable<StoredSession> GetLiveSessions(
        UserStatus standing,
        SessionSettings settings
    )
    {
        DateTimeOffset now = GetCurrentTime();
        return _store.Current.Sessions.Where(s =>
            SessionRules.IsAlive(s, GetLastUse(s), standing, settings, now)
        );
    }

    private DateTimeOffset GetLastUse(StoredSession session)
    {
        DateTimeOffset known = _lastUse.TryGetValue(session.Id, out DateTimeOffset use)
            ? use
            : session.LastUsedAt;
        return locals.GetLastUse(session.Digest) is { } local && local > known ? local : known;
    }

    private async Task<UserStatus> ReadUserStatusAsync()
    {
        UserStatus standing = await User.GetStatus();

        // Answers may overtake each other.
        if (_status is null || standing.Version >= _status.Version)
            (_status, _statusReadAt) = (standing, time.GetTimestamp());
        return standing;
    }

    // Not worth an answer's time, nor an error: it is tried again with the next use that is late enough.
    private async Task SaveLastUseAsync()
    {
        _lastUseTimer?.Dispose();
        _lastUseTimer = null;
        try
        {
            await CommitSessionsAsync([.. _store.Current.Sessions]);
        }
        catch (Exception e)
        {
            Log.LastUseSaveFailed(logger, e.GetType().Name, _user.Tenant, _user.Id);
        }
    }

    private async Task CommitSessionsAsync(IReadOnlyList<StoredSession> sessions)
    {
        try
        {
            RemoveCachedSessions();
            await _store.WriteStateAsync(
                new UserSessionsState
                {
                    Sessions = [.. sessions.Select(s => s with { LastUsedAt = GetLastUse(s) })],
                }
            );
        }
        catch
        {
            _outcomeUnknown = true;
            DeactivateOnIdle();
            throw;
        }
        finally
        {
            // Introspections went on meanwhile.
            RemoveCachedSessions();
        }

        foreach (string id in _lastUse.Keys.Except(sessions.Select(s => s.Id)).ToArray())
            _lastUse.Remove(id);
    }

    private DateTimeOffset GetCurrentTime()
    {
        DateTimeOffset now = time.GetUtcNow();
        return new DateTimeOffset(
            now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond),
            TimeSpan.Zero
        );
    }
}

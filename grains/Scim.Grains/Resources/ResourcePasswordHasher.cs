using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Scim.Grains.Resources;

/// <summary>Hashes passwords with ASP.NET Core Identity's hasher (salted PBKDF2).</summary>
/// <remarks>
/// Only the hash is stored, in the state next to the document; it is never part of a search document or a
/// representation. Hashing deliberately takes about 50 ms of processor time.
/// </remarks>
internal sealed class ResourcePasswordHasher(IOptions<PasswordHasherOptions> options)
{
    private readonly PasswordHasher<object> _hasher = new(options);

    /// <summary>Returns the hash to store after a change.</summary>
    /// <param name="present">The current hash, or null.</param>
    /// <param name="change">The change.</param>
    public string? ComputeNextHash(string? present, ResourceChange change) =>
        change.Password is { } password ? _hasher.HashPassword(this, password)
        : change.IsPasswordRemoved ? null
        : present;
}

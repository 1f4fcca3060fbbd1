using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Scim.Grains.Uploads;

/// <summary>Derives the ids of the users and groups that an upload creates.</summary>
/// <remarks>
/// The ids are deterministic for a row or group of a job, so that a row that is repeated after a crash cannot create a
/// second user. They are version 7 UUIDs with the job's time, in the order of the rows.
/// </remarks>
internal static class ImportIds
{
    /// <summary>Derives the id of the user that a row creates.</summary>
    public static string DeriveUserId(UploadJob job, long row) =>
        DeriveId(job, row, string.Create(CultureInfo.InvariantCulture, $"user/{row}"));

    /// <summary>Derives the id of a group that the job creates.</summary>
    public static string DeriveGroupId(UploadJob job, string foldedName) => DeriveId(job, 0, $"group/{foldedName}");

    // 48 bits of time, then the row number around the version and variant bits, then a digest that is specific to the
    // job and the row.
    private static string DeriveId(UploadJob job, long row, string target)
    {
        Span<byte> bytes = stackalloc byte[16],
            digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{job.Tenant}/{job.Id}/{target}"), digest);
        digest[..8].CopyTo(bytes[8..]);
        Span<byte> time = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(time, job.Created.ToUnixTimeMilliseconds());
        time[2..].CopyTo(bytes);
        bytes[6] = (byte)(0x70 | ((row >> 20) & 0x0F));
        bytes[7] = (byte)(row >> 12);
        bytes[8] = (byte)(0x80 | ((row >> 6) & 0x3F));
        bytes[9] = (byte)(((row & 0x3F) << 2) | (digest[1] & 0x03L));
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}
